package dev.hexrun.domain.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {

    @ParameterizedTest
    @CsvSource({
        "list, list, 0",
        "lst, list, 1",
        "listt, list, 1",
        "lisp, list, 1",
        "lsit, list, 1",
        "craete, create, 1",
        "rm, run, 2",
        "'', run, 3",
        "run, '', 3",
        "maskedPath, maskedPaths, 1"
    })
    void countsEdits(String typed, String meant, int mistakes) {
        assertThat(EditDistance.between(typed, meant)).isEqualTo(mistakes);
    }

    @ParameterizedTest
    @CsvSource({"x, 0", "rm, 1", "list, 1", "craete, 2", "maskedPath, 2"})
    void allowsMoreTyposInLongerWords(String typed, int limit) {
        assertThat(EditDistance.maxTypos(typed)).isEqualTo(limit);
    }
}
