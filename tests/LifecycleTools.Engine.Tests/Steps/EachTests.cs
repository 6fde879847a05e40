using System;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Steps;
using Xunit;

namespace LifecycleTools.Engine.Tests.Steps;

public class EachTests
{
    [Fact]
    public async Task Do_WhenTheJournalFailsAmongOthers_SaysThatAndNotThatSomeFailed()
    {
        Func<Task> all = () => Each.DoAsync(
            [ErrorIds.ConnectorRequestRefused, ErrorIds.JournalNotWritable],
            id => Task.FromException(new LifecycleException(id, ErrorKind.Write, id)), id => id);

        (await all.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be("JournalNotWritable");
    }

    [Fact]
    public async Task Do_WhenOneIsCanceled_StillWaitsForTheOthers()
    {
        TaskCompletionSource<bool> slow = new();
        Task all = Each.DoAsync([1, 2], item => item == 1 ? Task.FromException(new OperationCanceledException()) : slow.Task, _ => "item");

        all.IsCompleted.Should().BeFalse("the other one has left and may still happen");
        slow.SetResult(true);

        await all.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }
}
