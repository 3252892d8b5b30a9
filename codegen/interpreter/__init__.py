"""Program text to steps, for each controller. Knows nothing of the post."""
