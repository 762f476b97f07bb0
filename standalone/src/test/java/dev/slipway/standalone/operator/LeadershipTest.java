package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.names.SlipwayNames;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator among others, whose Lease goes to another one and comes back. */
class LeadershipTest {
    private static final String HALTED = "runStrategy: Halted";

    @TempDir
    private static Path directory;

    private static OperatorCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = OperatorCluster.start(directory);
        cluster.stopOperator();
        cluster.startReplica("one");
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void operator_that_loses_its_lease_rests_and_goes_on_when_it_has_it_again() throws Exception {
        cluster.createMachine("first", HALTED);
        cluster.eventually("the leader works", () -> isSeen("first"));

        giveToAnother();
        String waiting = "";
        // It looks at its Lease every two seconds.
        for (int i = 0; waiting.isEmpty(); i++) {
            String name = "later-" + i;
            cluster.createMachine(name, HALTED);
            Thread.sleep(1000);
            waiting = isSeen(name) ? "" : name;
            assertThat(i).as("machines that were seen to by who leads no more").isLessThan(12);
        }
        String last = waiting;
        cluster.eventually("the Lease has run out and the work goes on", () -> isSeen(last));
        assertThat(lease().get().getSpec().getHolderIdentity()).isEqualTo("one");
    }

    private static boolean isSeen(String machine) {
        return cluster.machine(machine)
                .filter(found -> found.getStatus() != null && found.getStatus().printableStatus() != null)
                .isPresent();
    }

    /** Somebody takes it who renews it no more. */
    private static void giveToAnother() {
        String renewed = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSX")
                .format(ZonedDateTime.now(ZoneOffset.UTC).minusSeconds(3));
        lease().patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"holderIdentity\":\"another\",\"renewTime\":\"" + renewed + "\"}}");
    }

    private static Resource<Lease> lease() {
        return cluster.client().leases().inNamespace(SlipwayNames.NAMESPACE).withName("slipway-operator");
    }
}
