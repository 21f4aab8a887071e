"""Running it as those who run it do: from the wheel alone, upgraded while it serves, put back."""
