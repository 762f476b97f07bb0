/**
 * Templates made of virtual machines (template.kubevirt.io): a snapshot, its disks as DataVolumes of the template, and the machine
 * with a parameter for its name. Filling a template with values is the console proxy's.
 */
@NullMarked
package dev.slipway.operator.template;

import org.jspecify.annotations.NullMarked;
