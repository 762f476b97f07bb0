package dev.slipway.api.migrations;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** How machines with matching labels migrate. */
@Group("migrations.kubevirt.io")
@Version("v1alpha1")
@Kind("MigrationPolicy")
@Plural("migrationpolicies")
@Singular("migrationpolicy")
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class MigrationPolicy extends CustomResource<MigrationPolicySpec, MigrationPolicyStatus> {}
