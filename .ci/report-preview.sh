#!/usr/bin/env bash
# Pictures of a report as people see it: three widths in light and dark, and the printed page.
#
#     .ci/report-preview.sh results/demo/latest/report.html results/preview
#
# A picture holds the whole page: its height is measured first, in a frame of the same width.
set -euo pipefail

report=${1:?usage: report-preview.sh REPORT FOLDER}
folder=${2:?usage: report-preview.sh REPORT FOLDER}
[ -f "$report" ] || { echo "There is no $report: make it with 'forecast run' first." >&2; exit 1; }

browser=""
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    [ -n "$name" ] && command -v "$name" >/dev/null && { browser=$name; break; }
done
[ -n "$browser" ] || {
    echo "Chromium takes the pictures and was not found. Install it with 'apt-get install chromium', or name a" >&2
    echo "browser that understands --headless: CHROMIUM=/path/to/chrome make report-preview" >&2
    exit 1
}

mkdir -p "$folder"
report=$(readlink -f "$report")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
flags=(--headless --no-sandbox --disable-gpu --hide-scrollbars "--user-data-dir=$scratch/profile")

# The height of the report at a width, in pixels.
height() {
    printf '<iframe id=f src="file://%s" style="border:0;width:%spx;height:10px" onload="document.title=`<${f.contentDocument.documentElement.scrollHeight}>`"></iframe>' \
        "$report" "$1" >"$scratch/frame.html"
    local found
    found=$(timeout 120 "$browser" "${flags[@]}" --allow-file-access-from-files --window-size="$1,800" --dump-dom \
        "file://$scratch/frame.html" 2>/dev/null | grep -o '<title>[^0-9]*[0-9]*' | grep -o '[0-9]*$' || true)
    echo "${found:-12000}"
}

for width in 390 900 1400; do
    tall=$(height "$width")
    for scheme in light dark; do
        dark=()
        [ "$scheme" = dark ] && dark=(--force-dark-mode --blink-settings=preferredColorScheme=0)
        timeout 120 "$browser" "${flags[@]}" "${dark[@]}" --window-size="$width,$tall" \
            --screenshot="$folder/report-$width-$scheme.png" "file://$report" >/dev/null 2>&1
        echo "$folder/report-$width-$scheme.png ($width x $tall)"
    done
done
timeout 120 "$browser" "${flags[@]}" --no-pdf-header-footer --print-to-pdf="$folder/report.pdf" "file://$report" \
    >/dev/null 2>&1
echo "$folder/report.pdf"
