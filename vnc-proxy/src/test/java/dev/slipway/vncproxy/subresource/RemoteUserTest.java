package dev.slipway.vncproxy.subresource;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;

final class RemoteUserTest {
    @Test
    void groups_and_extra_are_all_kept() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("X-Remote-User", "alice")
                .add("X-Remote-Group", "dev")
                .add("x-remote-group", "system:authenticated")
                .add("X-Remote-Extra-Example.com%2fscopes", "read")
                .add("X-Remote-Extra-Example.com%2fscopes", "write");
        RemoteUser user = RemoteUser.of(headers).orElseThrow();
        assertThat(user.groups()).containsExactly("dev", "system:authenticated");
        assertThat(user.extra().get("example.com/scopes")).containsExactly("read", "write");
    }

    @Test
    void empty_name_is_no_user() {
        assertThat(RemoteUser.of(MultiMap.caseInsensitiveMultiMap().add("X-Remote-User", "")))
                .isEmpty();
    }
}
