"""Who is who: profiles as the sources know people, and the customers they belong to."""
