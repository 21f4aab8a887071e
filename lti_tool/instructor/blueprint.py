"""The blueprint to which every page of an instructor's adds its own routes."""

from flask import Blueprint

bp = Blueprint("instructor", __name__, url_prefix="/visits/<visit>", template_folder="templates")
