package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Disk;
import java.util.ArrayList;
import java.util.List;

/** The fields of an instance that Slipway reads but cannot follow yet; none is passed over in silence. */
final class NotSupported {
    private final List<Problem> problems = new ArrayList<>();

    private NotSupported() {}

    static List<Problem> in(Guest guest) {
        NotSupported search = new NotSupported();
        search.machine(guest);
        Guest.list(guest.devices().disks()).forEach(search::disk);
        return search.problems;
    }

    private void machine(Guest guest) {
        String architecture = Guest.text(guest.spec().architecture());
        if (!architecture.isEmpty() && !architecture.equals("amd64")) {
            problems.add(new Problem.NotSupported("spec.architecture", "\"" + architecture + "\"", "use amd64"));
        }
    }

    private void disk(Disk disk) {
        String field = "spec.domain.devices.disks[" + disk.name() + "].";
        refuse(Guest.on(disk.changedBlockTracking(), false), field + "changedBlockTracking", "set it to false");
    }

    private void refuse(boolean present, String field, String wayOut) {
        if (present) {
            problems.add(new Problem.NotSupported(field, "set", wayOut));
        }
    }
}
