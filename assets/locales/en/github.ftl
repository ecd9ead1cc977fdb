# GitHub: secrets, runs and the proof.
arg-github-api-url = Address of GitHub's API, where it is not the one that belongs to the repository's host.
