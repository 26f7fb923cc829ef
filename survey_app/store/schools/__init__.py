"""Named queries about districts and schools, the sample among them."""
