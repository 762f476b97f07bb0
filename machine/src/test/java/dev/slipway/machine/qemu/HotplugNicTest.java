package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HotplugNicTest {
    @Test
    void interface_comes_as_a_start_would_give_it() {
        List<String> arguments = List.of(
                "-netdev",
                "tap,id=net-lan2,ifname=tap9,script=no,downscript=no",
                "-netdev",
                "tap,id=net-lan,ifname=tap1,script=no,downscript=no,queues=2,vhost=on",
                "-device",
                "virtio-net-pci,id=nic-lan,netdev=net-lan,mac=02:00:00:00:00:01,host_mtu=1450,mq=on,vectors=6,bus=port-2,addr=0x0,romfile=");
        assertThat(HotplugNic.in(arguments, "lan")).hasValueSatisfying(plan -> {
            assertThat(plan.bus()).isEqualTo("port-2");
            assertThat(plan.host().execute()).isEqualTo("netdev_add");
            assertThat(plan.host().arguments().toString())
                    .isEqualTo("{\"type\":\"tap\",\"id\":\"net-lan\",\"ifname\":\"tap1\",\"script\":\"no\","
                            + "\"downscript\":\"no\",\"queues\":2,\"vhost\":true}");
            assertThat(plan.device().execute()).isEqualTo("device_add");
            assertThat(plan.device().arguments().toString())
                    .isEqualTo("{\"driver\":\"virtio-net-pci\",\"id\":\"nic-lan\",\"netdev\":\"net-lan\","
                            + "\"mac\":\"02:00:00:00:00:01\",\"host_mtu\":1450,\"mq\":true,\"vectors\":6,"
                            + "\"bus\":\"port-2\",\"addr\":\"0x0\",\"romfile\":\"\"}");
        });
        assertThat(HotplugNic.in(arguments, "wan")).isEmpty();
    }

    @Test
    void ports_and_domains_of_a_user_mode_network_are_lists() {
        List<String> arguments = List.of(
                "-netdev",
                "user,id=net-lan,ipv6=off,hostfwd=tcp:127.0.0.1:1-:22,hostfwd=tcp:127.0.0.1:2-:80",
                "-device",
                "e1000e,id=nic-lan,netdev=net-lan,bus=port-1");
        assertThat(HotplugNic.in(arguments, "lan")
                        .orElseThrow()
                        .host()
                        .arguments()
                        .toString())
                .isEqualTo("{\"type\":\"user\",\"id\":\"net-lan\",\"ipv6\":false,\"hostfwd\":["
                        + "{\"str\":\"tcp:127.0.0.1:1-:22\"},{\"str\":\"tcp:127.0.0.1:2-:80\"}]}");
    }
}
