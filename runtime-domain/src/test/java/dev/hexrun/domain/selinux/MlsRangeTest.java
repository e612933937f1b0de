package dev.hexrun.domain.selinux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MlsRangeTest {

    private static final int CASES = 5_000;

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "s0|s0",
                "s15|s15",
                "s0:c7,c3|s0:c3,c7",
                "s0:c0,c1|s0:c0,c1",
                "s0:c0.c1|s0:c0,c1",
                "s0:c0.c2|s0:c0.c2",
                "s0:c1,c0,c2,c2|s0:c0.c2",
                "s0:c0.c3,c2.c5,c9|s0:c0.c5,c9",
                "s0:c0.c1023|s0:c0.c1023",
                "s0:c007|s0:c7",
                "s0:c5.c5|s0:c5",
                "s0-s0|s0",
                "s0-s0:c0.c1023|s0-s0:c0.c1023",
                "s1:c3-s4:c1,c3|s1:c3-s4:c1,c3",
                "s0:c2,c1-s0:c1.c2|s0:c1,c2",
            })
    void printsTheTextOfTheKernel(String text, String printed) {
        assertThat(MlsRange.of(text)).hasToString(printed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "0",
                "c0",
                "s0:",
                "s0:c",
                "s0:c1024",
                "s0:c0.c1024",
                "s0:c5.c1",
                "s0:c1,",
                "s0:,c1",
                "s0:1,2",
                "s256",
                "s0:c0.",
                "s0:.c1",
                "s0:c0..c3",
                "s0:c0.c1.c2",
                "s0:c1:c2",
                "s0-",
                "-s0",
                "s0-s0-s0",
                "S0",
                "s0:C1",
                "s 0",
                "s0:c+1",
                "s0:c-1",
                "s1-s0",
                "s0:c1-s0",
                "s0:c99999999999",
                "SystemLow-SystemHigh",
            })
    void refusesOtherTexts(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MlsRange.of(text));
    }

    @ParameterizedTest(name = "{0} contains {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "s0-s0:c0.c1023|s0:c1,c2|true",
                "s0-s0:c0.c1023|s0|true",
                "s0:c1,c2|s0|false",
                "s0|s0:c1|false",
                "s1-s3:c1|s2|true",
                "s1-s3:c1|s4|false",
                "s1-s3:c1|s0-s2|false",
                "s0:c1,c2|s0:c2,c1|true",
            })
    void containsWhatIsBetweenItsLevels(String range, String other, boolean contains) {
        assertThat(MlsRange.of(range).contains(MlsRange.of(other))).isEqualTo(contains);
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "s0-s0:c0.c1023|s0:c1,c2|s0-s0:c1,c2",
                "s0:c1,c2|s0:c2,c3|s0:c2",
                "s0:c1|s0:c2|s0",
                "s0-s5:c0.c9|s3-s9:c5.c20|s3-s5:c5.c9",
                "s0-s3:c0,c2|s7-s8:c0,c1|none",
                "s4:c1,c2,c3|s4:c1,c2,c3|s4:c1.c3",
            })
    void hasTheCommonRangeOfTheKernel(String one, String other, String common) {
        MlsRange a = MlsRange.of(one);
        MlsRange b = MlsRange.of(other);
        assertThat(a.intersection(b).map(MlsRange::toString).orElse("none")).isEqualTo(common);
        assertThat(b.intersection(a)).isEqualTo(a.intersection(b));
    }

    @Test
    void anyRangeIsParsedFromItsOwnText() {
        Random random = new Random(11);
        for (int i = 0; i < CASES; i++) {
            MlsRange range = range(random);
            assertThat(MlsRange.of(range.toString())).as("case %d", i).isEqualTo(range);
        }
    }

    @Test
    void anyCommonRangeIsValidAndDominatedByBothHighLevels() {
        Random random = new Random(12);
        for (int i = 0; i < CASES; i++) {
            MlsRange a = range(random);
            MlsRange b = range(random);
            a.intersection(b).ifPresent(common -> {
                assertThat(a.high().dominates(common.high())).isTrue();
                assertThat(b.high().dominates(common.high())).isTrue();
            });
            assertThat(a.intersection(a)).contains(a);
            assertThat(a.contains(a)).isTrue();
            if (a.contains(b) && b.contains(a)) {
                assertThat(a).isEqualTo(b);
            }
        }
    }

    @Test
    void aSetOfCategoriesIsTheSetOfItsNumbers() {
        Random random = new Random(13);
        for (int i = 0; i < CASES; i++) {
            BitSet expected = new BitSet();
            int[] numbers = random.ints(random.nextInt(1, 8), 0, random.nextInt(1, CategorySet.MAX + 2))
                    .toArray();
            for (int number : numbers) {
                expected.set(number);
            }
            CategorySet set = CategorySet.of(numbers);
            assertThat(set.size()).isEqualTo(expected.cardinality());
            for (int c = -1; c <= CategorySet.MAX + 1; c++) {
                assertThat(set.contains(c)).isEqualTo(c >= 0 && expected.get(c));
            }
            assertThat(CategorySet.of(set.toString())).isEqualTo(set).hasSameHashCodeAs(set);
        }
        assertThat(CategorySet.NONE.isEmpty()).isTrue();
        assertThat(CategorySet.of(5).containsAll(CategorySet.NONE)).isTrue();
        assertThat(CategorySet.NONE.containsAll(CategorySet.of(5))).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> CategorySet.of(1024));
    }

    static MlsRange range(Random random) {
        MlsLevel high = new MlsLevel(random.nextInt(16), categories(random, random.nextInt(0, 40)));
        if (random.nextBoolean()) {
            return new MlsRange(high, high);
        }
        return new MlsRange(
                new MlsLevel(
                        random.nextInt(high.sensitivity() + 1),
                        high.categories().intersection(categories(random, random.nextInt(0, 400)))),
                high);
    }

    private static CategorySet categories(Random random, int count) {
        int range = random.nextBoolean() ? 16 : CategorySet.MAX + 1;
        return CategorySet.of(random.ints(count, 0, range).toArray());
    }
}
