from iegtracker.ledger.sentences import register_sentences

register_sentences(
    {
        "guidelines.loaded": "{actor} loaded {subject}",
        "statement.opened": "{actor} opened {subject}",
        "statement.imported": "{actor} imported {subject} as it was approved before",
        "draft.opened": "{actor} opened {subject}",
        "draft.saved": "{actor} saved {subject}",
        "draft.undone": "{actor} undid a save of {subject}",
        "draft.closed": "{actor} closed {subject}",
        "draft.reopened": "{actor} reopened {subject}",
        "version.frozen": "{actor} froze {subject}",
        "grant.recorded": "{actor} recorded the {subject}",
        "receipt.recorded": "{actor} recorded the {subject}",
        "receipt.reversed": "{actor} reversed a receipt by the {subject}",
        "final_copy.made": "{actor} made the {subject}",
    }
)
