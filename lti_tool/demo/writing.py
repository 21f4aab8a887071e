"""Names of people who do not exist, and what they write."""

from random import Random

INSTRUCTOR = "Robin Okoye"
REPLY = "Well seen. What would you look at first?"
GIVEN = (
    *("Amara", "Ben", "Chloé", "Dmitri", "Elena", "Farid", "Grace", "Hiro", "Ines", "Jonas"),
    *("Kavya", "Liam", "Mei", "Noor", "Oskar", "Priya", "Quentin", "Rosa", "Sven", "Tariq"),
    *("Uma", "Viktor", "Wen", "Ximena", "Yusuf", "Zoë", "Aino", "Bogdan", "Carmen", "Diego"),
)
FAMILY = (
    *("Abbott", "Bianchi", "Costa", "Dlamini", "Eriksen", "Fischer", "García", "Haddad"),
    *("Ivanova", "Jensen", "Kowalski", "Laurent", "Müller", "Nakamura", "Okafor", "Petrov"),
    *("Quinn", "Rossi", "Schmidt", "Tanaka", "Ueda", "Varga", "Weber", "Xu", "Yilmaz", "Zhang"),
)
REFLECTIONS = (
    "We run nightly jobs and only ask whether they were green. After this I would rather ask "
    "which table is out of date and why, because that is what people complain about.",
    "Task-centric fits us today: most of our jobs call other systems and leave no table behind. "
    "For the warehouse part, assets would save us from reading logs for an hour.",
    "The hard part of migrating is not code. Somebody has to say what each job makes, and for "
    "half of ours nobody knows any more. Naming the assets would be worth it by itself.",
    "Incident triage takes us half a day: find the failed task, guess what it should have "
    "written, ask who reads that. A graph of assets answers the second and third question.",
    "I am not convinced. A rerun from the failed task down is simple, and everybody on call can "
    "do it at night. Staleness needs people to think about code versions.",
    "I used to believe that everything below a change is stale. It is compared with its direct "
    "parents, so the rest only becomes stale once something in between was rebuilt.",
    "Cost: two people for a quarter, runbooks rewritten, alerts moved. Saving: about a day per "
    "incident, and we have three a month. It would pay off within the year.",
)


def name(number: int) -> str:
    """Return the name of somebody; the first several hundred have names of their own."""
    given = GIVEN[number % len(GIVEN)]
    turn, place = divmod(number // len(GIVEN) + number, len(FAMILY))
    initial = f" {chr(ord('A') + turn % 26)}." if turn else ""
    return f"{given}{initial} {FAMILY[place]}"


def reflection(random: Random) -> str:
    """Return what somebody writes."""
    return random.choice(REFLECTIONS)
