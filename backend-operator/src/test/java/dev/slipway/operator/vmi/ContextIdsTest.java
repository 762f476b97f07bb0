package dev.slipway.operator.vmi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatusBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ContextIdsTest {
    private final ContextIds addresses = new ContextIds();

    @Test
    void first_free_address_behind_those_of_the_hosts_is_given() {
        assertThat(addresses.of("c", List.of(instance("a", 3L), instance("b", 5L), instance("c", null))))
                .isEqualTo(4);
    }

    @Test
    void address_that_nobody_knows_of_yet_is_not_given_twice() {
        List<VirtualMachineInstance> known = List.of(instance("a", null), instance("b", null));
        assertThat(addresses.of("a", known)).isEqualTo(3);
        assertThat(addresses.of("b", known)).isEqualTo(4);
        assertThat(addresses.of("a", known)).isEqualTo(3);
    }

    @Test
    void address_of_an_instance_that_is_gone_is_free_again() {
        addresses.of("a", List.of(instance("a", null)));
        assertThat(addresses.of("b", List.of(instance("b", null)))).isEqualTo(3);
    }

    private static VirtualMachineInstance instance(String uid, @Nullable Long address) {
        VirtualMachineInstance instance = new VirtualMachineInstance();
        instance.getMetadata().setUid(uid);
        if (address != null) {
            instance.setStatus(VirtualMachineInstanceStatusBuilder.builder()
                    .VSOCKCID(address)
                    .build());
        }
        return instance;
    }
}
