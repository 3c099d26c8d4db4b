"""What every room stands on: ids, money, clock, calendar, errors. Pure standard library."""
