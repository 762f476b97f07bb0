package dev.slipway.api.cdi;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A name for a disk that DataVolumes are cloned from. */
@Group("cdi.kubevirt.io")
@Version("v1beta1")
@Kind("DataSource")
@Plural("datasources")
@Singular("datasource")
@ShortNames("das")
@JsonInclude(JsonInclude.Include.NON_NULL)
public final class DataSource extends CustomResource<DataSourceSpec, DataSourceStatus> implements Namespaced {}
