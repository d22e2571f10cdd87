import { DEFAULT_NODE_PORTS, type KnownPort, OUTGOING_PORTS } from './known-port';
import { all, both, group, local, sensitive, tcp, udp } from './rows';

/** Every cluster: its nodes and its control plane. */
const KUBERNETES: readonly KnownPort[] = [
  ...group({ component: 'kubelet', scope: 'node', use: 'conflict', source: 'kubernetesPorts' }, [
    { ...tcp(10250, 'the kubelet API'), sensitivity: 'control' },
    { ...tcp(10255, 'the read-only port of older kubelets'), use: 'sensitive', sensitivity: 'control', source: 'cis' },
    local(tcp(10248, 'the health check of the kubelet')),
    { ...tcp(4194, 'cAdvisor of older kubelets'), use: 'info', source: 'removed' },
  ]),
  ...group({ component: 'kube-proxy', scope: 'node', use: 'conflict', source: 'kubernetesPorts' }, [
    local(tcp(10249, 'the metrics of kube-proxy')),
    tcp(10256, 'the health check of kube-proxy'),
  ]),
  ...group({ component: 'kube-apiserver', scope: 'control-plane', use: 'conflict', source: 'kubernetesDocs' }, [
    { ...tcp(6443, 'the Kubernetes API'), sensitivity: 'control' },
    { ...tcp(8080, 'the insecure port of older API servers'), use: 'info', source: 'removed', generic: true },
  ]),
  ...group({ component: 'etcd', scope: 'control-plane', use: 'conflict', source: 'kubernetesDocs' }, [
    { ...tcp([2379, 2380], 'etcd'), sensitivity: 'control' },
  ]),
  ...group(
    { component: 'kube-controller-manager', scope: 'control-plane', use: 'conflict', source: 'kubernetesDocs' },
    [
      tcp(10257, 'the controller manager'),
      { ...tcp(10252, 'the insecure port of older controller managers'), use: 'info', source: 'removed' },
    ],
  ),
  ...group({ component: 'kube-scheduler', scope: 'control-plane', use: 'conflict', source: 'kubernetesDocs' }, [
    tcp(10259, 'the scheduler'),
    { ...tcp(10251, 'the insecure port of older schedulers'), use: 'info', source: 'removed' },
  ]),
  ...group(
    { component: 'cloud-controller-manager', scope: 'control-plane', use: 'conflict', source: 'kubernetesPorts' },
    [tcp(10258, 'the cloud controller manager'), tcp(10260, 'the webhook of the cloud controller manager')],
  ),
  ...group({ component: 'node ports', scope: 'node', use: 'info', source: 'nodePorts' }, [
    all(DEFAULT_NODE_PORTS, 'in the default range of node ports'),
    all([30000, 30085], 'in the part of the node ports that is handed out last'),
  ]),
  ...group({ component: 'ephemeral ports', scope: 'node', use: 'info', source: 'linux' }, [
    both(OUTGOING_PORTS, 'in the range of ports that Linux gives to outgoing connections'),
  ]),
  ...group({ component: 'sshd', scope: 'node', use: 'conflict', source: 'calico' }, [tcp(22, 'the SSH server')]),
  ...group(
    { component: 'konnectivity', scope: 'control-plane', use: 'conflict', source: 'konnectivity', on: 'konnectivity' },
    [
      tcp(8132, 'the agent port of the konnectivity server'),
      tcp(8133, 'the admin port of konnectivity'),
      tcp(8134, 'the health check of konnectivity'),
    ],
  ),
];

/** What distributions of Kubernetes add. */
const DISTRIBUTIONS: readonly KnownPort[] = [
  ...group({ component: 'k3s', scope: 'node', use: 'conflict', source: 'k3s', on: 'k3s' }, [
    local(tcp(6444, 'the load balancer of k3s')),
    local(tcp(10010, 'the containerd stream server of k3s')),
    { ...tcp(5001, 'the embedded registry of k3s, where it is switched on'), use: 'info' },
    { ...local(tcp(2381, 'the etcd metrics of k3s')), scope: 'control-plane' },
    { ...local(tcp(2382, 'the etcd client port of k3s')), scope: 'control-plane' },
  ]),
  ...group({ component: 'RKE2', scope: 'control-plane', use: 'conflict', source: 'k3s', on: 'rke2' }, [
    tcp(9345, 'the RKE2 supervisor'),
    local(tcp(2381, 'the etcd metrics of RKE2')),
    local(tcp(2382, 'the etcd client port of RKE2')),
    { ...local(tcp(10010, 'the containerd stream server of RKE2')), scope: 'node' },
    { ...tcp(5001, 'the embedded registry of RKE2, where it is switched on'), scope: 'node', use: 'info' },
  ]),
  ...group({ component: 'OpenShift', scope: 'node', use: 'conflict', source: 'openshift', on: 'openshift' }, [
    { ...tcp(22623, 'the machine config server'), scope: 'control-plane' },
    tcp(1936, 'the health check and statistics of the router'),
    tcp(8798, 'the machine config daemon'),
    tcp(9001, 'the proxy of the machine config daemon'),
    { ...tcp(9099, 'the cluster version operator'), scope: 'control-plane' },
    tcp([9100, 9107], 'node-exporter and the network of the node'),
    tcp(9637, 'the metrics of CRI-O'),
    { ...both([9000, 9999], 'in the range of services of OpenShift hosts'), use: 'info' },
  ]),
];

/** Network plugins, all on the network of the node. What is not on by default is `info`. */
const NETWORK: readonly KnownPort[] = [
  ...group({ component: 'Calico', scope: 'node', use: 'conflict', source: 'calico', on: 'calico' }, [
    tcp(179, 'BGP of Calico'),
    udp(4789, 'VXLAN of Calico'),
    tcp(5473, 'Typha of Calico'),
    local(tcp(9099, 'the health check of calico-node')),
    local(tcp(9098, 'the health check of Typha')),
    { ...tcp(9091, 'the metrics of calico-node'), use: 'info' },
    { ...tcp(9093, 'the metrics of Typha'), use: 'info' },
    { ...udp([51820, 51821], 'WireGuard of Calico'), use: 'info' },
    { ...tcp([6666, 6667], 'a port that Calico never closes on a host (fail-safe)'), use: 'info' },
    { ...udp([67, 68], 'DHCP, which Calico never closes on a host (fail-safe)'), use: 'info' },
    { ...udp(53, 'DNS, which Calico never closes from a host (fail-safe)'), use: 'info' },
  ]),
  ...group({ component: 'Cilium', scope: 'node', use: 'conflict', source: 'cilium', on: 'cilium' }, [
    tcp(4240, 'the health check between Cilium nodes'),
    tcp(4244, 'the Hubble server of Cilium'),
    udp(8472, 'VXLAN of Cilium'),
    local(tcp(9878, 'the health check of the Envoy of Cilium')),
    local(tcp(9879, 'the health check of the Cilium agent')),
    local(tcp(9890, 'gops of the Cilium agent')),
    local(tcp(9891, 'gops of the Cilium operator')),
    local(tcp(9901, 'the admin port of the Envoy of Cilium')),
    { ...tcp(4250, 'mutual authentication of Cilium'), use: 'info' },
    { ...local(tcp(4251, 'the SPIRE agent of Cilium')), use: 'info' },
    { ...local(tcp([6060, 6062], 'pprof of Cilium')), use: 'info' },
    { ...tcp([9962, 9964], 'the metrics of Cilium'), use: 'info' },
    { ...udp(6081, 'Geneve of Cilium'), use: 'info' },
    { ...udp(51871, 'WireGuard of Cilium'), use: 'info' },
    { ...tcp(4245, 'Hubble Relay of Cilium'), scope: 'pod', use: 'info' },
    { ...local(tcp(9893, 'gops of Hubble Relay')), scope: 'pod', use: 'info' },
  ]),
  ...group({ component: 'flannel', scope: 'node', use: 'conflict', source: 'flannel', on: 'flannel' }, [
    udp(8472, 'VXLAN of flannel'),
    { ...udp(8285, 'the UDP backend of flannel'), use: 'info' },
    { ...udp([51820, 51821], 'WireGuard of flannel'), use: 'info' },
  ]),
  ...group({ component: 'Antrea', scope: 'node', use: 'conflict', source: 'antrea', on: 'antrea' }, [
    udp(6081, 'Geneve of Antrea'),
    tcp(10349, 'the API of the Antrea controller'),
    tcp(10350, 'the API of the Antrea agent'),
    both(10351, 'the membership protocol of Antrea agents'),
    { ...udp(4789, 'VXLAN of Antrea'), use: 'info' },
    { ...tcp(7471, 'STT of Antrea'), use: 'info' },
    { ...udp(51820, 'WireGuard of Antrea'), use: 'info' },
    { ...udp(51821, 'WireGuard between clusters of Antrea'), use: 'info' },
    { ...udp(3784, 'BFD of Antrea'), use: 'info' },
    { ...tcp(179, 'BGP of Antrea'), use: 'info' },
  ]),
];

/** DNS, load balancers, Ingress controllers, webhooks. */
const ADD_ONS: readonly KnownPort[] = [
  ...group({ component: 'CoreDNS', scope: 'service', use: 'info', source: 'coredns' }, [
    both(53, 'DNS'),
    { ...tcp(9153, 'the metrics of CoreDNS'), scope: 'pod', sensitivity: 'metrics' },
    { ...tcp(8080, 'the health check of CoreDNS'), scope: 'pod', generic: true },
    { ...tcp(8181, 'the readiness check of CoreDNS'), scope: 'pod' },
    { ...both(5353, 'DNS in the pods of OpenShift'), scope: 'pod', source: 'openshift', on: 'openshift' },
    { ...both(8053, 'DNS in the pods of Gardener'), scope: 'pod', source: 'common' },
    { ...both(1053, 'DNS in the pods of vcluster'), scope: 'pod', source: 'common' },
  ]),
  ...group(
    { component: 'NodeLocal DNSCache', scope: 'node', use: 'conflict', source: 'nodeLocalDns', on: 'node-local-dns' },
    [
      tcp(9253, 'the metrics of NodeLocal DNSCache'),
      tcp(9353, 'the setup metrics of NodeLocal DNSCache'),
      { ...both(53, 'NodeLocal DNSCache, on addresses of its own'), use: 'info' },
      { ...tcp(8080, 'the health check of NodeLocal DNSCache, on an address of its own'), use: 'info', generic: true },
    ],
  ),
  ...group({ component: 'MetalLB', scope: 'node', use: 'conflict', source: 'metallb', on: 'metallb' }, [
    both(7946, 'the membership protocol of MetalLB speakers'),
    { ...tcp(7472, 'the metrics of older MetalLB speakers'), use: 'info', sensitivity: 'metrics' },
    { ...tcp([9120, 9121], 'the metrics of MetalLB speakers and FRR'), use: 'info', sensitivity: 'metrics' },
    { ...tcp(17472, 'the health check of MetalLB'), use: 'info' },
    { ...tcp(9443, 'the webhook of MetalLB'), scope: 'pod', use: 'info' },
  ]),
  ...group({ component: 'ingress-nginx', scope: 'pod', use: 'info', source: 'ingressNginx' }, [
    { ...tcp(80, 'HTTP'), generic: true },
    { ...tcp(443, 'HTTPS'), generic: true },
    { ...tcp(8443, 'the webhook of ingress-nginx'), generic: true },
    tcp(10254, 'the health check and metrics of ingress-nginx'),
    { ...tcp(8181, 'the default server of ingress-nginx'), generic: true },
    tcp(442, 'the port of ingress-nginx for passed-through TLS'),
    local(tcp([10245, 10247], 'the inner ports of ingress-nginx')),
  ]),
  ...group({ component: 'admission webhooks', scope: 'pod', use: 'info', source: 'webhooks' }, [
    tcp(9443, 'the usual port of admission webhooks'),
    { ...tcp(10250, 'the webhook of cert-manager and others, and metrics-server'), generic: true },
    { ...tcp(8443, 'the port of many admission webhooks'), generic: true },
    { ...tcp(443, 'the Service port that API servers call webhooks on'), generic: true },
  ]),
];

const MESHES: readonly KnownPort[] = [
  ...group({ component: 'Istio sidecar', scope: 'pod', use: 'mesh', source: 'istio', on: 'istio' }, [
    local(tcp(15000, 'the admin port of the Istio sidecar')),
    tcp(15001, 'the outbound port of the Istio sidecar'),
    local(tcp(15002, 'the failure detection of the Istio sidecar')),
    local(tcp(15004, 'the debug port of the Istio sidecar')),
    tcp(15006, 'the inbound port of the Istio sidecar'),
    tcp(15008, 'the HBONE tunnel of the Istio sidecar'),
    tcp(15020, 'the merged metrics of the Istio sidecar'),
    tcp(15021, 'the health check of the Istio sidecar'),
    local(both(15053, 'the DNS proxy of the Istio sidecar')),
    tcp(15090, 'the Envoy metrics of the Istio sidecar'),
  ]),
  ...group({ component: 'ztunnel', scope: 'pod', use: 'mesh', source: 'istioAmbient', on: 'istio' }, [
    tcp(15001, 'the outbound port of ztunnel'),
    tcp(15006, 'the inbound port of ztunnel'),
    tcp(15008, 'the HBONE tunnel of ztunnel'),
  ]),
  ...group({ component: 'istiod', scope: 'pod', use: 'info', source: 'istio', on: 'istio' }, [
    tcp(15010, 'the configuration and certificates of istiod, in plain text'),
    tcp(15012, 'the configuration and certificates of istiod'),
    tcp(15014, 'the metrics of istiod'),
    tcp(15017, 'the webhook of istiod'),
    { ...tcp(443, 'the webhook of istiod'), scope: 'service', generic: true },
    { ...tcp(8080, 'the debug port of istiod'), generic: true },
    { ...tcp(25, 'SMTP, which Istio takes for TCP'), scope: 'service' },
    { ...tcp(53, 'DNS, which Istio takes for TCP'), scope: 'service' },
    { ...tcp(3306, 'MySQL, which Istio takes for TCP'), scope: 'service' },
    { ...tcp(27017, 'MongoDB, which Istio takes for TCP'), scope: 'service' },
  ]),
  ...group({ component: 'Linkerd proxy', scope: 'pod', use: 'mesh', source: 'linkerd', on: 'linkerd' }, [
    tcp(4140, 'the outbound port of the Linkerd proxy'),
    tcp(4143, 'the inbound port of the Linkerd proxy'),
    tcp(4190, 'the control port of the Linkerd proxy'),
    { ...tcp(4191, 'the admin port of the Linkerd proxy'), sensitivity: 'metrics' },
  ]),
  ...group({ component: 'Linkerd', scope: 'service', use: 'info', source: 'linkerd', on: 'linkerd' }, [
    ...[25, 587, 3306, 4444, 5432, 6379, 9300, 11211].map((port) => tcp(port, 'opaque to Linkerd')),
    tcp([4567, 4568], 'skipped by Linkerd'),
    ...[8080, 8086, 8090, 8443, 9443, 9990].map((port) => ({
      ...tcp(port, 'of the Linkerd control plane'),
      generic: true,
    })),
    { ...tcp([9995, 9997], 'of the Linkerd control plane'), scope: 'pod' },
  ]),
];

/** What should not be seen from afar, by what it gives away. */
const SENSITIVE: readonly KnownPort[] = [
  ...sensitive('debug', [
    { ...tcp(5005, 'the Java debugger'), component: 'JDWP' },
    { ...tcp(8787, 'the Java debugger of application servers'), component: 'JDWP' },
    { ...tcp(8000, 'the Java debugger of older set-ups'), component: 'JDWP', generic: true },
    { ...tcp(9229, 'the Node.js inspector'), component: 'Node.js', source: 'nodejs' },
    { ...tcp(5858, 'the older Node.js debugger'), component: 'Node.js', source: 'nodejs' },
    { ...tcp(5678, 'the Python debugger'), component: 'debugpy' },
    { ...tcp(2345, 'the Go debugger'), component: 'Delve' },
    { ...tcp(40000, 'the Go debugger'), component: 'Delve' },
    { ...tcp(9010, 'Java management (JMX)'), component: 'JMX' },
    { ...tcp(1099, 'the Java RMI registry'), component: 'JMX' },
  ]),
  ...sensitive('control', [
    { ...tcp([2375, 2376], 'the Docker API'), component: 'Docker', source: 'kics' },
    { ...tcp(44134, 'Tiller of Helm 2'), component: 'Tiller' },
    { ...tcp(8001, 'kubectl proxy'), component: 'kubectl' },
    { ...tcp([4505, 4506], 'the Salt master'), component: 'Salt', source: 'kics' },
    { ...tcp(8140, 'the Puppet server'), component: 'Puppet', source: 'kics' },
  ]),
  ...sensitive('administration', [
    { ...tcp(22, 'SSH'), component: 'SSH', source: 'sonar' },
    { ...tcp(2222, 'SSH on its second port'), component: 'SSH', source: 'kubescape' },
    { ...tcp(23, 'Telnet'), component: 'Telnet', source: 'sonar' },
    { ...tcp(3389, 'Remote Desktop'), component: 'RDP', source: 'sonar' },
    { ...tcp(5800, 'VNC in a browser'), component: 'VNC', source: 'sonar' },
    { ...tcp(5900, 'VNC'), component: 'VNC', source: 'sonar' },
    { ...tcp([5985, 5986], 'Windows Remote Management'), component: 'WinRM' },
    { ...tcp(3283, 'Apple Remote Desktop'), component: 'ARD' },
    { ...tcp([512, 514], 'the remote shells of old Unix'), component: 'rsh', source: 'kics' },
  ]),
  ...sensitive('database', [
    { ...tcp(3306, 'MySQL'), component: 'MySQL', source: 'kics' },
    { ...tcp(5432, 'PostgreSQL'), component: 'PostgreSQL', source: 'kics' },
    { ...tcp(1433, 'Microsoft SQL Server'), component: 'SQL Server', source: 'kics' },
    { ...udp(1434, 'the browser of Microsoft SQL Server'), component: 'SQL Server', source: 'kics' },
    { ...tcp(1521, 'Oracle'), component: 'Oracle', source: 'kics' },
    { ...tcp([2483, 2484], 'Oracle'), component: 'Oracle', source: 'kics' },
    { ...tcp([27017, 27019], 'MongoDB'), component: 'MongoDB', source: 'kics' },
    { ...tcp(6379, 'Redis'), component: 'Redis', source: 'kics' },
    { ...tcp(26379, 'Redis Sentinel'), component: 'Redis' },
    { ...tcp(9200, 'Elasticsearch'), component: 'Elasticsearch', source: 'kics' },
    { ...tcp(9300, 'Elasticsearch between its nodes'), component: 'Elasticsearch', source: 'kics' },
    { ...tcp(11211, 'Memcached'), component: 'Memcached', source: 'kics' },
    { ...tcp([11214, 11215], 'Memcached'), component: 'Memcached', source: 'kics' },
    { ...tcp(9042, 'Cassandra'), component: 'Cassandra', source: 'kics' },
    { ...tcp([7000, 7001], 'Cassandra between its nodes'), component: 'Cassandra', source: 'kics' },
    { ...tcp(7199, 'the JMX port of Cassandra'), component: 'Cassandra', source: 'kics' },
    { ...tcp(9160, 'the Thrift port of Cassandra'), component: 'Cassandra', source: 'kics' },
    { ...tcp([61620, 61621], 'Cassandra OpsCenter'), component: 'Cassandra', source: 'kics' },
    { ...tcp(5984, 'CouchDB'), component: 'CouchDB' },
    { ...tcp(8086, 'InfluxDB'), component: 'InfluxDB' },
    { ...tcp(7474, 'Neo4j'), component: 'Neo4j' },
    { ...tcp(7687, 'Neo4j'), component: 'Neo4j' },
    { ...tcp(2181, 'ZooKeeper'), component: 'ZooKeeper' },
    { ...tcp(9092, 'Kafka'), component: 'Kafka' },
    { ...tcp(5672, 'RabbitMQ'), component: 'RabbitMQ' },
    { ...tcp(61616, 'ActiveMQ'), component: 'ActiveMQ' },
    { ...tcp(50070, 'the HDFS name node'), component: 'Hadoop', source: 'kics' },
    { ...tcp(50470, 'the HDFS name node'), component: 'Hadoop', source: 'kics' },
    { ...tcp(8020, 'the HDFS name node'), component: 'Hadoop' },
    { ...tcp(9000, 'the HDFS name node'), component: 'Hadoop', generic: true },
    { ...tcp(389, 'LDAP'), component: 'LDAP', source: 'kics' },
    { ...tcp(636, 'LDAP over TLS'), component: 'LDAP', source: 'kics' },
  ]),
  ...sensitive('metrics', [
    { ...tcp(9090, 'Prometheus'), component: 'Prometheus' },
    { ...tcp(9093, 'Alertmanager'), component: 'Alertmanager' },
    { ...tcp(9100, 'node-exporter'), component: 'node-exporter' },
    { ...tcp([8080, 8081], 'the metrics of kube-state-metrics'), component: 'kube-state-metrics', generic: true },
    { ...tcp(8443, 'the metrics of many operators'), component: 'kube-rbac-proxy', generic: true },
    { ...tcp(8081, 'the actuator of Spring Boot, by custom'), component: 'Spring Boot', generic: true },
    { ...tcp(6060, 'pprof of Go'), component: 'pprof' },
    { ...tcp(10254, 'the metrics of ingress-nginx'), component: 'ingress-nginx', source: 'ingressNginx' },
    { ...tcp(15000, 'the admin port of Envoy'), component: 'Istio', source: 'istio' },
    { ...tcp(15020, 'the metrics of the Istio sidecar'), component: 'Istio', source: 'istio' },
    { ...tcp(15090, 'the metrics of Envoy'), component: 'Istio', source: 'istio' },
    { ...tcp(9901, 'the admin port of Envoy'), component: 'Envoy' },
    { ...tcp(16686, 'Jaeger'), component: 'Jaeger' },
    { ...tcp(4040, 'the Spark application monitor'), component: 'Spark' },
  ]),
  ...sensitive('console', [
    { ...tcp(8200, 'Vault'), component: 'Vault' },
    { ...tcp(8500, 'Consul'), component: 'Consul' },
    { ...tcp(15672, 'the console of RabbitMQ'), component: 'RabbitMQ' },
    { ...tcp(8161, 'the console of ActiveMQ'), component: 'ActiveMQ' },
    { ...tcp(8265, 'the dashboard of Ray'), component: 'Ray' },
    { ...tcp(11434, 'Ollama'), component: 'Ollama' },
    { ...tcp(5000, 'MLflow or an image registry'), component: 'MLflow', generic: true },
    { ...tcp(8888, 'Jupyter'), component: 'Jupyter', generic: true },
    { ...tcp(5601, 'Kibana'), component: 'Kibana' },
    { ...tcp(3000, 'Grafana'), component: 'Grafana', generic: true },
    { ...tcp([9000, 9001], 'Portainer or the console of MinIO'), component: 'MinIO', generic: true },
    { ...tcp(8443, 'the Kubernetes dashboard'), component: 'Kubernetes dashboard', source: 'kubescape', generic: true },
    { ...tcp(8081, 'Nexus'), component: 'Nexus', generic: true },
  ]),
  ...sensitive('cleartext', [
    { ...tcp([20, 21], 'FTP'), component: 'FTP', source: 'kics' },
    { ...tcp(23, 'Telnet'), component: 'Telnet', source: 'kics' },
    { ...udp(69, 'TFTP'), component: 'TFTP', source: 'kics' },
    { ...tcp(110, 'POP3'), component: 'POP3', source: 'kics' },
    { ...tcp(143, 'IMAP'), component: 'IMAP', source: 'kics' },
    { ...udp(161, 'SNMP'), component: 'SNMP', source: 'kics' },
    { ...tcp(135, 'RPC of Windows'), component: 'Windows', source: 'kics' },
    { ...udp([137, 138], 'NetBIOS'), component: 'Windows', source: 'kics' },
    { ...tcp(139, 'NetBIOS sessions'), component: 'Windows', source: 'kics' },
    { ...tcp(445, 'SMB'), component: 'Windows', source: 'kics' },
    { ...udp(1900, 'SSDP'), component: 'UPnP', source: 'kics' },
  ]),
];

/** Everything that is known about ports, in the order of the tables. */
export const KNOWN_PORTS: readonly KnownPort[] = [
  ...KUBERNETES,
  ...DISTRIBUTIONS,
  ...NETWORK,
  ...ADD_ONS,
  ...MESHES,
  ...SENSITIVE,
];

/** The tables of the page, each with its heading. */
export const PORT_TABLES: readonly { readonly title: string; readonly ports: readonly KnownPort[] }[] = [
  { title: 'Nodes and control plane', ports: KUBERNETES },
  { title: 'Distributions', ports: DISTRIBUTIONS },
  { title: 'Network plugins', ports: NETWORK },
  { title: 'DNS, load balancers, Ingress controllers, webhooks', ports: ADD_ONS },
  { title: 'Service meshes', ports: MESHES },
  { title: 'Sensitive services', ports: SENSITIVE },
];
