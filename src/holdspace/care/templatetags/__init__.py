"""What the pages of this room write into long lists."""
