"""The demonstration's story: a council's autumn of 2004, told through the actions.

What the Cabinet report of 9 December 2004 says stands here as it says it. What it does
not say (texts of sections, statuses, figures, dates of receipts) is marked as an
example on every element that holds it.
"""
