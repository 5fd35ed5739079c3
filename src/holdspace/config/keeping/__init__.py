"""What a keeper does with a whole database: copy it, put it back, look it over."""
