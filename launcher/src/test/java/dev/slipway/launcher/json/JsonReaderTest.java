package dev.slipway.launcher.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {
    @Test
    void every_kind_of_value_is_read_and_written_alike() throws Exception {
        String text = "{\"a\":[1,-2.5e+3,true,false,null,\"x\"],\"b\":{},\"c\":[],\"d\":18446744073709551615}";
        assertThat(JsonReader.read(text).toString()).isEqualTo(text);
    }

    @Test
    void escapes_are_decoded() throws Exception {
        assertThat(JsonReader.read("\"\\u00e4\\n\\\"\\/\\ud83d\\ude00\"")).isEqualTo(new JsonText("ä\n\"/😀"));
    }

    @Test
    void written_text_has_no_line_break_and_reads_back() throws Exception {
        JsonText text = new JsonText("a\nb\r\u0000\u001f\u007f\u2028\ud83d\ude00\ud83d\"\\");
        assertThat(text.toString()).doesNotContain("\n", "\r", "\u2028");
        assertThat(JsonReader.read(text.toString())).isEqualTo(text);
    }

    @Test
    void white_space_around_values_is_skipped() throws Exception {
        assertThat(JsonReader.read(" \t\r\n{ \"a\" : [ 1 , 2 ] } ").toString()).isEqualTo("{\"a\":[1,2]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1",
                "[1,]",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{\"a\":1,}",
                "01",
                "1.",
                ".5",
                "-",
                "+1",
                "1e",
                "nul",
                "tru",
                "\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\uff1g\"",
                "\"\t\"",
                "1 2",
                "{\"a\":1 \"b\":2}",
                "'a'",
                "{\"a\":1,\"a\":2}",
                "NaN"
            })
    void what_is_no_json_is_refused(String text) {
        assertThatThrownBy(() -> JsonReader.read(text))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessageStartingWith("JSON is wrong at character ");
    }

    @Test
    void deep_nesting_is_refused_before_it_overflows_the_stack() {
        assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000)))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessageContaining("nested deeper than 64");
    }

    @Test
    void too_many_values_are_refused() {
        assertThatThrownBy(() -> JsonReader.read("[" + "1,".repeat(200_000) + "1]"))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessageContaining("more than 100000 values");
    }
}
