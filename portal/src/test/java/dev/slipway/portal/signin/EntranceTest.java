package dev.slipway.portal.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EntranceTest {
    @Test
    void way_back_after_sign_in_stays_inside_the_portal() {
        assertThat(Entrance.inside("/machines?q=a%20b")).isEqualTo("/machines?q=a%20b");
        for (String next :
                List.of("", "//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/a b")) {
            assertThat(Entrance.inside(next)).as(next).isEqualTo("/overview");
        }
    }
}
