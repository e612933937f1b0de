# Lists the reasons of skipped tests in JUnit reports, each with the number of tests.

function attribute(name,    value) {
    if (!match($0, " " name "=\"[^\"]*\"")) {
        return ""
    }
    value = substr($0, RSTART, RLENGTH)
    sub(/^[^"]*"/, "", value)
    sub(/"$/, "", value)
    gsub(/&quot;/, "\"", value)
    gsub(/&apos;/, "'", value)
    gsub(/&lt;/, "<", value)
    gsub(/&gt;/, ">", value)
    gsub(/&#10;/, " ", value)
    gsub(/&amp;/, "\\&", value)
    return value
}

/<testcase / {
    test = attribute("classname")
    sub(/.*\./, "", test)
    test = test "." attribute("name")
}

/<skipped/ {
    reason = attribute("message")
    # The message of a failed assumption is in the text, after the name of the exception.
    if (reason == "" && sub(/.*<!\[CDATA\[/, "")) {
        reason = $0
        sub(/^([A-Za-z0-9_$]+\.)+[A-Za-z0-9_$]+(: |$)/, "", reason)
    }
    sub(/^Assumption failed: /, "", reason)
    sub(/\]\]>.*/, "", reason)
    if (reason == "") {
        reason = "no reason given"
    }
    if (!(reason in count)) {
        order[++reasons] = reason
    }
    count[reason]++
    tests[reason] = tests[reason] "\n        " test
}

END {
    for (i = 1; i <= reasons; i++) {
        printf "    %s (%d)%s\n", order[i], count[order[i]], tests[order[i]]
    }
    if (reasons == 0) {
        print "    nothing"
    }
}
