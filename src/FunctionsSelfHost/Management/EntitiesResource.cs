using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Management;

/// <summary><c>entities</c>: all entities, those of a name, and each of them. The key <c>$</c> stands for the empty one.</summary>
internal sealed class EntitiesResource(DurableTaskClient client)
{
    private const string EmptyKey = "$";

    /// <summary>GET: a page of the entities that exist.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        var query = new EntityQuery
        {
            InstanceIdStartsWith = http.Request.RouteValues.ContainsKey("entityName") ? new EntityInstanceId(request.Route("entityName"), "").ToString() : "@",
            LastModifiedFrom = request.Time("lastOperationTimeFrom"),
            LastModifiedTo = request.Time("lastOperationTimeTo"),
            IncludeState = request.Flag("fetchState", false),
            PageSize = request.Top(),
            ContinuationToken = request.ContinuationToken,
        };
        await foreach (var page in client.Entities.GetAllEntitiesAsync(query).AsPages().WithCancellation(request.Cancellation))
        {
            request.ContinueAt(page.ContinuationToken);
            return Results.Json(new JsonArray([.. page.Values.Select(Body)]));
        }

        return Results.Json(new JsonArray());
    }

    /// <summary>GET {key}: the state; 404 when the entity does not exist.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        EntityInstanceId id = IdOf(request);
        EntityMetadata? entity = await client.Entities.GetEntityAsync(id, includeState: true, request.Cancellation);
        return entity is { IncludesState: true } ? Results.Text(entity.State.Value, "application/json") : Answers.NotFound(id.ToString());
    }

    /// <summary>POST {key}?op=: signals an operation; the body is its input, JSON or text.</summary>
    public async Task<IResult> SignalAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        object? input = request.HasJson ? await request.ReadJsonAsync() : await request.ReadTextAsync() is { Length: > 0 } text ? text : null;
        await client.Entities.SignalEntityAsync(IdOf(request), request.Text("op") ?? "", input, null, request.Cancellation);
        return Answers.Accepted;
    }

    /// <summary>DELETE {key}: signals the operation <c>delete</c>.</summary>
    public async Task<IResult> DeleteAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        await client.Entities.SignalEntityAsync(IdOf(request), "delete", null, null, request.Cancellation);
        return Answers.Accepted;
    }

    private static EntityInstanceId IdOf(ManagementRequest request) =>
        new(request.Route("entityName"), request.Route("entityKey") is var key and not EmptyKey ? key : "");

    private static JsonObject Body(EntityMetadata entity) => new()
    {
        ["entityId"] = new JsonObject { ["name"] = entity.Id.Name, ["key"] = entity.Id.Key },
        ["lastOperationTime"] = JsonValue.Create(entity.LastModifiedTime.UtcDateTime),
        ["state"] = entity.IncludesState ? StatusBody.Value(entity.State.Value) : null,
    };
}
