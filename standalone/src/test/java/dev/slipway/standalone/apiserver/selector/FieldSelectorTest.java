package dev.slipway.standalone.apiserver.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.standalone.apiserver.selector.FieldSelector.Term;
import dev.slipway.standalone.apiserver.status.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FieldSelectorTest {
    @Test
    void terms_are_read_with_their_operators() {
        assertThat(FieldSelector.parse("a.b=c,d!=e,f==g").terms())
                .containsExactly(new Term("a.b", true, "c"), new Term("d", false, "e"), new Term("f", true, "g"));
    }

    @Test
    void escaped_signs_belong_to_the_value() {
        assertThat(FieldSelector.parse("a=b\\,c\\=d\\\\e").terms()).containsExactly(new Term("a", true, "b,c=d\\e"));
    }

    @Test
    void absent_field_is_like_an_empty_one() {
        Map<String, String> fields = Map.of("a", "1");

        assertThat(FieldSelector.parse("b=").matches(field -> fields.getOrDefault(field, "")))
                .isTrue();
        assertThat(FieldSelector.parse("a=").matches(field -> fields.getOrDefault(field, "")))
                .isFalse();
    }

    @Test
    void term_without_operator_is_refused() {
        assertThatThrownBy(() -> FieldSelector.parse("a"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("invalid selector: 'a'; can't understand 'a'");
    }
}
