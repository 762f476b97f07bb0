package dev.slipway.api.volumesnapshot;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** What a claim held at one moment. */
@Group("snapshot.storage.k8s.io")
@Version("v1")
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class VolumeSnapshot extends CustomResource<VolumeSnapshotSpec, VolumeSnapshotStatus>
        implements Namespaced {}
