package dev.slipway.portal.create;

import dev.slipway.machine.libvirt.NotCarried;
import dev.slipway.portal.layout.Frame;
import java.util.List;

/**
 * The import of a machine from libvirt's XML as it is shown.
 *
 * @param frame what surrounds it
 * @param project where the machine will be
 * @param projects where it can be
 * @param xml what was pasted
 * @param yaml the machine that it becomes; empty before it was read
 * @param lost what the machine does not have of it
 * @param problem why it goes no further; empty if it does
 */
record LibvirtPage(
        Frame frame,
        String project,
        List<String> projects,
        String xml,
        String yaml,
        List<NotCarried> lost,
        String problem) {}
