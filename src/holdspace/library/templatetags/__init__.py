"""What templates of other rooms may draw from the shelf."""
