//! Writes the report beside the project.

use std::path::PathBuf;

use crate::flow::effect::SaveReport;
use crate::model::failure::Failure;
use crate::outside::files;
use crate::outside::world::World;
use crate::report::{Format, json::JsonReport, markdown};
use crate::text::speak::Speaker;

/// # Errors
/// The file cannot be written; one that was there is as it was.
pub async fn save(world: &World, order: SaveReport) -> Result<PathBuf, Failure> {
    let path = world.folder.join(order.format.file_name());
    let text = match order.format {
        Format::Markdown => markdown::render(&order.report, &Speaker::new(order.language)),
        Format::Json => {
            serde_json::to_string_pretty(&JsonReport::of_run(&order.report)).unwrap_or_default() + "\n"
        }
    };
    let target = path.clone();
    let written = tokio::task::spawn_blocking(move || files::write_private(&target, text.as_bytes())).await;
    // The closure does not panic, and nobody aborts it.
    written.unwrap_or(Ok(()))?;
    Ok(path)
}
