namespace Paywarden.Conformance;

/// <summary>The table itself: long enough, well formed, and without a row that cannot fail.</summary>
public sealed class FactTableSpecs
{
    private static readonly string[] Groups = ["shared", "alone", "bare"];
    private static readonly string[] Harmful = ["start", "signal", "fault", "write", "remove"];

    private static IEnumerable<(string Row, string Subject, Step Step)> AllSteps =>
        from fact in FactTable.All
        from subject in Subject.Names.Where(fact.IsFor)
        from step in fact.Steps(subject)
        select (fact.Id, subject, step);

    [Fact]
    public void There_are_at_least_sixty_facts_each_with_a_name_of_its_own()
    {
        Assert.True(FactTable.All.Count >= 60, $"{FactTable.All.Count} rows");
        Assert.Equal(FactTable.All.Count, FactTable.All.Select(f => f.Id).Distinct().Count());
        Assert.Equal(FactTable.All.Count, FactTable.All.Select(f => f.ToString()).Distinct().Count());
    }

    [Fact]
    public void Every_row_names_a_group_and_a_daemon_that_there_is()
    {
        Assert.All(FactTable.All, f => Assert.Contains(f.Group, Groups));
        Assert.All(FactTable.All, f => Assert.Contains(f.On, Subject.Names.Append("both")));
    }

    [Fact]
    public void Every_step_does_one_thing_in_known_words() => Assert.All(AllSteps, s =>
    {
        Assert.Single(s.Step.Names, Vocabulary.Verbs.ContainsKey);
        Assert.All(s.Step.Names, n => Assert.True(
            Vocabulary.Verbs.ContainsKey(n) || Vocabulary.Modifiers.Contains(n) || Vocabulary.Expectations.Contains(n), $"{s.Row}: {n}?"));
    });

    [Fact]
    public void Every_row_expects_something() => Assert.All(
        AllSteps.GroupBy(s => (s.Row, s.Subject)),
        row => Assert.Contains(row, s => s.Step.Names.Any(Vocabulary.Expectations.Contains)));

    [Fact]
    public void No_row_of_the_shared_daemon_harms_it() => Assert.All(
        FactTable.All.Where(f => f.Group == "shared").SelectMany(f => Subject.Names.Where(f.IsFor).SelectMany(f.Steps)),
        step => Assert.DoesNotContain(step.Verb, Harmful));
}
