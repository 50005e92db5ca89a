using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http@0.2</c>: <c>types</c> and <c>outgoing-handler</c>.</summary>
internal static class HttpInterfaces
{
    public static void AddTo(Linker linker, WasiHost host)
    {
        linker.Define(WasiHost.Name("http/types"), types =>
        {
            types.Function("http-error-code", (IoError error) => error.Fault.Code as ErrorCode);
            AddFields(types, host);
            AddIncoming(types);
            AddBodies(types);
            AddOutgoing(types, host);
            AddOptions(types, host);
        });
        linker.Define(WasiHost.Name("http/outgoing-handler"), handler => handler
            .Function("handle", (Store store, OutgoingRequest request, RequestOptions? options) => OutgoingHandler.Handle(host.Of(store), request, options)));
    }

    private static void AddFields(InterfaceBuilder types, WasiHost host) => types
        .Resource<Fields>("fields", fields => fields.Drop())
        .Function("[constructor]fields", (Store store) => new Fields(host.Of(store)))
        .Function("[static]fields.from-list", (Store store, (string, byte[])[] entries) => Fields.FromList(host.Of(store), entries))
        .Function("[method]fields.get", (Fields fields, string name) => fields.Get(name))
        .Function("[method]fields.has", (Fields fields, string name) => fields.Has(name))
        .Function("[method]fields.set", (Fields fields, string name, byte[][] values) => fields.Set(name, values))
        .Function("[method]fields.delete", (Fields fields, string name) => fields.Delete(name))
        .Function("[method]fields.append", (Fields fields, string name, byte[] value) => fields.Append(name, value))
        .Function("[method]fields.entries", (Fields fields) => fields.Entries())
        .Function("[method]fields.clone", (Fields fields) => fields.Clone());

    private static void AddIncoming(InterfaceBuilder types) => types
        .Resource<IncomingRequest>("incoming-request", request => request.Drop())
        .Function("[method]incoming-request.method", (IncomingRequest request) => request.Method)
        .Function("[method]incoming-request.path-with-query", (IncomingRequest request) => request.PathWithQuery)
        .Function("[method]incoming-request.scheme", (IncomingRequest request) => request.Scheme)
        .Function("[method]incoming-request.authority", (IncomingRequest request) => request.Authority)
        .Function("[method]incoming-request.headers", (IncomingRequest request) => request.Headers())
        .Function("[method]incoming-request.consume", (IncomingRequest request) => request.Consume())
        .Resource<ResponseOutparam>("response-outparam", param => param.Drop())
        .Function("[method]response-outparam.send-informational",
            (ResponseOutparam param, ushort status, Fields headers) => ResponseOutparam.SendInformational(status, headers))
        .Function("[static]response-outparam.set", (ResponseOutparam param, Result<OutgoingResponse, ErrorCode> response) => ResponseOutparam.Set(param, response))
        .Resource<IncomingResponse>("incoming-response", response => response.Drop())
        .Function("[method]incoming-response.status", (IncomingResponse response) => response.Status)
        .Function("[method]incoming-response.headers", (IncomingResponse response) => response.Headers())
        .Function("[method]incoming-response.consume", (IncomingResponse response) => response.Consume())
        .Resource<FutureIncomingResponse>("future-incoming-response", future => future.Drop())
        .Function("[method]future-incoming-response.subscribe", (FutureIncomingResponse future) => future.Subscribe())
        .Function("[method]future-incoming-response.get", (FutureIncomingResponse future) => future.Get());

    private static void AddBodies(InterfaceBuilder types) => types
        .Resource<IncomingBody>("incoming-body", body => body.Drop())
        .Function("[method]incoming-body.stream", (IncomingBody body) => body.Stream())
        .Function("[static]incoming-body.finish", (IncomingBody body) => IncomingBody.Finish(body))
        .Resource<FutureTrailers>("future-trailers", future => future.Drop())
        .Function("[method]future-trailers.subscribe", (FutureTrailers future) => future.Subscribe())
        .Function("[method]future-trailers.get", (FutureTrailers future) => future.Get())
        .Resource<OutgoingBody>("outgoing-body", body => body.Drop())
        .Function("[method]outgoing-body.write", (OutgoingBody body) => body.Write())
        .Function("[static]outgoing-body.finish", (OutgoingBody body, Fields? trailers) => OutgoingBody.Finish(body, trailers));

    private static void AddOutgoing(InterfaceBuilder types, WasiHost host) => types
        .Resource<OutgoingResponse>("outgoing-response", response => response.Drop())
        .Function("[constructor]outgoing-response", (Store store, Fields headers) => new OutgoingResponse(host.Of(store), headers.Take()))
        .Function("[method]outgoing-response.status-code", (OutgoingResponse response) => response.StatusCode)
        .Function("[method]outgoing-response.set-status-code", (OutgoingResponse response, ushort code) => response.SetStatusCode(code))
        .Function("[method]outgoing-response.headers", (OutgoingResponse response) => response.Headers())
        .Function("[method]outgoing-response.body", (OutgoingResponse response) => response.Body())
        .Resource<OutgoingRequest>("outgoing-request", request => request.Drop())
        .Function("[constructor]outgoing-request", (Store store, Fields headers) => new OutgoingRequest(host.Of(store), headers.Take()))
        .Function("[method]outgoing-request.body", (OutgoingRequest request) => request.Body())
        .Function("[method]outgoing-request.method", (OutgoingRequest request) => request.Method)
        .Function("[method]outgoing-request.set-method", (OutgoingRequest request, HttpMethod method) => request.SetMethod(method))
        .Function("[method]outgoing-request.path-with-query", (OutgoingRequest request) => request.PathWithQuery)
        .Function("[method]outgoing-request.set-path-with-query", (OutgoingRequest request, string? path) => request.SetPathWithQuery(path))
        .Function("[method]outgoing-request.scheme", (OutgoingRequest request) => request.Scheme)
        .Function("[method]outgoing-request.set-scheme", (OutgoingRequest request, HttpScheme? scheme) => request.SetScheme(scheme))
        .Function("[method]outgoing-request.authority", (OutgoingRequest request) => request.Authority)
        .Function("[method]outgoing-request.set-authority", (OutgoingRequest request, string? authority) => request.SetAuthority(authority))
        .Function("[method]outgoing-request.headers", (OutgoingRequest request) => request.Headers());

    private static void AddOptions(InterfaceBuilder types, WasiHost host) => types
        .Resource<RequestOptions>("request-options", options => options.Drop())
        .Function("[constructor]request-options", (Store store) => new RequestOptions(host.Of(store)))
        .Function("[method]request-options.connect-timeout", (RequestOptions options) => options.Timeouts.Connect)
        .Function("[method]request-options.set-connect-timeout", (RequestOptions options, ulong? duration) => options.Set(options.Timeouts with { Connect = duration }))
        .Function("[method]request-options.first-byte-timeout", (RequestOptions options) => options.Timeouts.FirstByte)
        .Function("[method]request-options.set-first-byte-timeout", (RequestOptions options, ulong? duration) => options.Set(options.Timeouts with { FirstByte = duration }))
        .Function("[method]request-options.between-bytes-timeout", (RequestOptions options) => options.Timeouts.BetweenBytes)
        .Function("[method]request-options.set-between-bytes-timeout",
            (RequestOptions options, ulong? duration) => options.Set(options.Timeouts with { BetweenBytes = duration }));
}
