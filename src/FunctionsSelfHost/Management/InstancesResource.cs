using System.Text.Json.Nodes;
using FunctionsSelfHost.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace FunctionsSelfHost.Management;

/// <summary><c>instances</c>: all instances, entities among them.</summary>
internal sealed class InstancesResource(DurableTaskClient client, ITaskHub hub)
{
    /// <summary>GET: a page of the instances that the filters select, by instance ID.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        bool showInput = request.Flag("showInput", true);
        var query = new StatusQuery(
            request.Text("instanceIdPrefix") ?? "",
            request.Statuses(),
            request.Time("createdTimeFrom"),
            request.Time("createdTimeTo"),
            FetchInputsAndOutputs: true,
            request.Top(),
            request.ContinuationToken);
        StatusPage page = await hub.QueryAsync(query, request.Cancellation);
        request.ContinueAt(page.ContinuationToken);
        return Results.Json(new JsonArray([.. page.Rows.Select(r => StatusBody.Of(r, showInput))]));
    }

    /// <summary>DELETE: purges the finished orchestrations that the filters select.</summary>
    public async Task<IResult> PurgeAsync(HttpContext http)
    {
        var request = new ManagementRequest(http);
        DateTime from = request.Time("createdTimeFrom")
            ?? throw new ArgumentException("The query parameter createdTimeFrom is missing: give the earliest creation time of what is to be deleted.");
        var filter = new PurgeInstancesFilter(from, request.Time("createdTimeTo"), request.Statuses());
        PurgeResult purged = await client.PurgeAllInstancesAsync(filter, request.Cancellation);
        return Answers.Deleted(purged.PurgedInstanceCount);
    }
}
