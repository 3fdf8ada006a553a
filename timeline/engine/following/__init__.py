"""Following views: what each append and each day that passes does to the rows of a view, from any place on."""
