# Prints the sum of the JUnit reports of Surefire and Failsafe: `N passed, N failed, N skipped`; exits with 1 after failures.
# Lines of that form, which the tests of the C program print, are added.
# -v more=N adds failures that are not in a report.

function number(name,    value) {
    if (match($0, " " name "=\"[0-9]+\"")) {
        value = substr($0, RSTART, RLENGTH)
        gsub(/[^0-9]/, "", value)
        return value + 0
    }
    return 0
}

/<testsuite / { in_suite = 1 }

in_suite {
    tests += number("tests")
    failed += number("errors") + number("failures")
    skipped += number("skipped")
    if (/>/) {
        in_suite = 0
    }
}

/^[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?$/ {
    tests += $1 + $3 + $5
    failed += $3
    skipped += $5
}

END {
    # A failure of the build is counted only if no test failed.
    if (more > 0 && failed == 0) {
        failed += more
        tests += more
    }
    printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped
    exit failed > 0
}
