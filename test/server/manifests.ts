/** A Service in front of a Deployment, in files of their own or in one. */
export function service(targetPort: string, name = 'web'): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - name: web
      port: 80
      targetPort: ${targetPort}
`;
}

export function deployment(portName = 'web', name = 'web'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: example/web:1
          ports:
            - name: ${portName}
              containerPort: 8080
`;
}
