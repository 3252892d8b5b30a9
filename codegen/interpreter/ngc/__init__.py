"""What the RS274/NGC family has beside what all controls have: LinuxCNC's steps, of which others may take some."""
