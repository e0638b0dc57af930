#!/usr/bin/env bash
# schema: rule files against the JSON Schema that is shipped, with the
# validator of others.
set -u
python3 -c 'import jsonschema, yaml' 2>/dev/null ||
    { echo "SKIPPED: schema: python3-jsonschema or python3-yaml is not installed"; exit 77; }
cd "$TOP" || exit 1
python3 tests/integration/schema.py build/share/postlint-rules.schema.json "$POSTLINT"
