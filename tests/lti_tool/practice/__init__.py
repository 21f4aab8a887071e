"""The practice LMS, seen from a tool and from a browser."""
