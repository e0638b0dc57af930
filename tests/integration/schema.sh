#!/usr/bin/env bash
# schema: rule and settings files against the JSON Schemas that are shipped, with
# the validator of others.
set -u
python3 -c 'import jsonschema, yaml' 2>/dev/null ||
    { echo "SKIPPED: schema: python3-jsonschema or python3-yaml is not installed"; exit 77; }
cd "$TOP" || exit 1
python3 tests/integration/schema.py build/share/postlint-rules.schema.json \
    build/share/postlint-settings.schema.json "$POSTLINT"
