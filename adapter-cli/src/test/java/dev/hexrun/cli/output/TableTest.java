package dev.hexrun.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void padsEveryColumnButTheLast() {
        Table table = new Table("ID", "PID", "OWNER");
        table.add("a-rather-long-id", "1", "root");
        table.add("é", "22", "");
        assertThat(table.text()).isEqualTo("""
                ID                 PID         OWNER
                a-rather-long-id   1           root
                é                  22          \n""");
    }

    @Test
    void growsAColumnFromTenCharactersOn() {
        Table table = new Table("A", "B", "C");
        table.add("123456789", "1234567890", "c");
        assertThat(table.text()).isEqualTo("""
                A           B            C
                123456789   1234567890   c
                """);
    }
}
