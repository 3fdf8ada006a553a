"""Timeline: reported facts about defence and security affairs, and the picture of any day, as known at any time."""
