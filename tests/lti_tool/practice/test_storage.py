"""What becomes of a data file that an earlier practice LMS left."""

import sqlite3
from pathlib import Path

from lti_tool.practice import Config, create_app

EARLIER = """
    CREATE TABLE secret (name VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);
    CREATE TABLE course (id VARCHAR PRIMARY KEY, title VARCHAR NOT NULL);
    CREATE TABLE activity (
        id VARCHAR PRIMARY KEY, course_id VARCHAR REFERENCES course (id), "key" VARCHAR NOT NULL
    );
    INSERT INTO secret VALUES ('cookies', 'kept');
    INSERT INTO course VALUES ('OLD', 'Old');
    INSERT INTO activity VALUES ('old', 'OLD', 'tasks-vs-assets');
"""


def test_a_file_of_an_earlier_shape_is_filled_anew_and_keeps_its_secrets(tmp_path: Path) -> None:
    path = tmp_path / "practice.db"
    with sqlite3.connect(path) as earlier:
        earlier.executescript(EARLIER)
    earlier.close()
    app = create_app(Config(data=path))
    assert app.secret_key == "kept"
    client = app.test_client()
    client.post("/act-as", base_url="http://localhost:8000", data={"person": "tomas"})
    page = client.get("/", base_url="http://localhost:8000").text
    assert "Data Engineering 101" in page
    assert "Old" not in page


def test_a_file_of_this_shape_keeps_what_it_holds(tmp_path: Path) -> None:
    config = Config(data=tmp_path / "practice.db")
    with create_app(config).extensions["practice"].sessions.begin() as session:
        session.connection().exec_driver_sql("UPDATE course SET title = 'Renamed'")
    with create_app(config).extensions["practice"].sessions.begin() as session:
        titles = session.connection().exec_driver_sql("SELECT DISTINCT title FROM course").all()
    assert titles == [("Renamed",)]
