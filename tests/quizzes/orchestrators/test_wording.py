"""Names in an English sentence."""

from quizzes.orchestrators.wording import own


def test_what_ends_in_s_has_its_possessive_without_another():
    assert [own(name) for name in ("payments", "churn_model")] == ["payments'", "churn_model's"]
