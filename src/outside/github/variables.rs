//! Variables: values in the open, for what need not be a secret.

use serde::Deserialize;
use serde_json::json;

use super::{GitHub, Written};
use crate::model::clean;
use crate::model::failure::Failure;
use crate::model::github::Variable;
use crate::model::moment::Moment;
use crate::outside::http::Method;

#[derive(Deserialize)]
struct Page {
    variables: Vec<WrittenVariable>,
}

#[derive(Deserialize)]
struct WrittenVariable {
    name: String,
    #[serde(default)]
    value: String,
    #[serde(default)]
    updated_at: Option<String>,
}

impl GitHub {
    /// The repository's variables, or those of one of its environments.
    ///
    /// # Errors
    /// The token may not read them, or the usual.
    pub async fn variables(&self, environment: Option<&str>) -> Result<Vec<Variable>, Failure> {
        let url = self.below(&Self::shelf_of_variables(environment), &[("per_page", "30")]);
        let pages: Vec<Page> = self.pages(url).await?;
        let all = pages.into_iter().flat_map(|page| page.variables);
        Ok(all
            .map(|written| Variable {
                name: clean::short(&written.name, 255),
                value: clean::short(&written.value, 500),
                updated: written.updated_at.as_deref().and_then(Moment::parse),
            })
            .collect())
    }

    /// Writes a variable; whether it is there already is for the caller to know, since GitHub has two
    /// addresses for the two cases and refuses at the wrong one.
    ///
    /// # Errors
    /// GitHub's refusal; then nothing was written.
    pub async fn put_variable(
        &self,
        environment: Option<&str>,
        name: &str,
        value: &str,
        exists: bool,
    ) -> Result<Written, Failure> {
        let body = json!({ "name": name, "value": value });
        let mut parts = Self::shelf_of_variables(environment);
        if exists {
            parts.push(name);
        }
        let method = if exists { Method::PATCH } else { Method::POST };
        self.write(method, self.below(&parts, &[]), Some(&body)).await?;
        Ok(if exists { Written::Updated } else { Written::Created })
    }

    /// Takes a variable away, once.
    ///
    /// # Errors
    /// GitHub's refusal, 404 where it is gone already. After a lost connection the list tells.
    pub async fn delete_variable(&self, environment: Option<&str>, name: &str) -> Result<(), Failure> {
        let mut parts = Self::shelf_of_variables(environment);
        parts.push(name);
        self.write(Method::DELETE, self.below(&parts, &[]), None).await.map(drop)
    }

    fn shelf_of_variables(environment: Option<&str>) -> Vec<&str> {
        match environment {
            Some(name) => vec!["environments", name, "variables"],
            None => vec!["actions", "variables"],
        }
    }
}
