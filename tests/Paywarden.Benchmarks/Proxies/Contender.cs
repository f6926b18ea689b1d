using Paywarden.Measuring;

namespace Paywarden.Proxies;

/// <param name="Pids">The processes whose CPU is counted; empty for the direct way.</param>
internal sealed record Contender(string Name, int Port, IReadOnlyList<int> Pids)
{
    public static async Task<Contender> HAProxy(Workplace place, IEnumerable<int> backends)
    {
        var port = Workplace.FreePort();
        var config = place.Write("haproxy.cfg", $"""
            global
              maxconn 4096
            defaults
              mode http
              timeout connect 5s
              timeout client 30s
              timeout server 30s
              http-reuse always
            frontend in
              bind 127.0.0.1:{port}
              default_backend daemons
            backend daemons
              balance leastconn
            {string.Join('\n', backends.Select(b => $"  server s{b} 127.0.0.1:{b} maxconn 16"))}

            """);
        var process = place.Start("haproxy", "/usr/sbin/haproxy", "-db", "-f", config);
        await Workplace.Listening(port);
        return new("HAProxy", port, [process.Id]);
    }

    public static async Task<Contender> Nginx(Workplace place, IEnumerable<int> backends)
    {
        var port = Workplace.FreePort();
        var pids = await NginxProcess(place, "nginx-proxy", port, $$"""
            upstream daemons {
              least_conn;
            {{string.Join('\n', backends.Select(b => $"  server 127.0.0.1:{b};"))}}
              keepalive 64;
            }
            server {
              listen 127.0.0.1:{{port}};
              location / {
                proxy_pass http://daemons;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
              }
            }
            """);
        return new("nginx", port, pids);
    }

    public static async Task<Contender> Yarp(Workplace place, IEnumerable<int> backends)
    {
        var port = Workplace.FreePort();
        var process = place.Start("yarp", "dotnet", [typeof(Contender).Assembly.Location, "yarp", $"{port}", .. backends.Select(b => $"{b}")]);
        await Workplace.Listening(port);
        return new("YARP", port, [process.Id]);
    }

    /// <summary>Four wallet daemons that answer at once: what is measured is what stands before them.</summary>
    public static async Task<IReadOnlyList<int>> Backends(Workplace place)
    {
        int[] ports = [.. Enumerable.Range(0, 4).Select(_ => Workplace.FreePort())];
        await NginxProcess(place, "nginx-backends", ports[0], string.Join('\n', ports.Select(p => $$"""
            server {
              listen 127.0.0.1:{{p}};
              location / {
                default_type application/json;
                return 200 '{"jsonrpc":"2.0","result":{"confirmed":"12.5","unconfirmed":"0.25"},"id":1}';
              }
            }
            """)));
        return ports;
    }

    private static async Task<IReadOnlyList<int>> NginxProcess(Workplace place, string name, int port, string http)
    {
        var config = place.Write($"{name}.conf", $$"""
            daemon off;
            worker_processes auto;
            pid {{place.File(name)}}.pid;
            error_log stderr error;
            events { worker_connections 1024; }
            http {
              access_log off;
              keepalive_requests 100000000;
              client_body_temp_path {{place.File(name)}}-body;
              proxy_temp_path {{place.File(name)}}-proxy;
              fastcgi_temp_path {{place.File(name)}}-fastcgi;
              uwsgi_temp_path {{place.File(name)}}-uwsgi;
              scgi_temp_path {{place.File(name)}}-scgi;
              {{http}}
            }
            """);
        var process = place.Start(name, "/usr/sbin/nginx", "-c", config, "-e", "stderr");
        await Workplace.Listening(port);
        return [process.Id, .. ProcMeter.Children(process.Id)];
    }
}
