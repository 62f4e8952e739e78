// The teacher's page: collects what learners handed in, and shows the class as one experiment.
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { askedQuestions } from '../../class/answer_counts.ts';
import { classCsv } from '../../class/class_csv.ts';
import type { FoundResult } from '../../class/find_results.ts';
import { latestResults } from '../../class/latest_results.ts';
import { learnersSaid, lessonIds, lessonQuestions } from '../../class/lesson_questions.ts';
import { pooledOrderings } from '../../class/pooled_orderings.ts';
import { runGroups } from '../../class/run_groups.ts';
import type { Classroom } from '../../store/classroom.ts';
import { type TaskName, taskCards } from '../../tasks/task.ts';
import { download } from '../charts/download.ts';
import { defineRampColours } from '../methods/ramp_styles.ts';
import { Claims } from '../reproduce/Claims.tsx';
import { AnswerBars } from './AnswerBars.tsx';
import { ClassCharts } from './ClassCharts.tsx';
import styles from './ClassPage.module.css';
import { ClassServerCard } from './ClassServerCard.tsx';
import { ClassTable } from './ClassTable.tsx';
import { CollectCard } from './CollectCard.tsx';
import { openClassroom } from './page_classroom.ts';
import { useClassServer } from './useClassServer.ts';

const STRINGS = {
  lede: 'Thirty laptops, one experiment. Each learner hands in one line; the lines make one chart.',
  lessons: 'Lessons, with a plan of 45 minutes',
  task: 'Task',
  count: (count: number) => `${count} ${count === 1 ? 'result' : 'results'}`,
  together: 'What the class decides together',
  togetherNote:
    'Runs are paired by seed, and each seed counts once. Look when all lines are in: a verdict asked for often errs more often.',
  nothing: 'Nothing to compare yet: all runs have the same settings.',
  answers: 'Answers',
  table: 'Results',
  showNames: 'Show names',
  hideNames: 'Hide names',
  csv: 'CSV',
  save: 'Save class file',
  forget: 'Forget this class',
  reallyForget: (count: number) => `Forget all ${count}?`,
  keep: 'Keep',
} as const;

export function ClassPage() {
  const [classroom] = useState(() => {
    defineRampColours();
    return openClassroom(lessonIds);
  });
  const { results: all } = useStore(classroom.store);
  const server = useClassServer(classroom);
  const results = useMemo(() => latestResults(all), [all]);
  const [chosen, setChosen] = useState<TaskName>();
  const tasks = [...new Set(results.map(({ config }) => config.task))];
  const task = chosen !== undefined && tasks.includes(chosen) ? chosen : tasks[0];
  return (
    <>
      <p className="page-lede">
        {STRINGS.lede} <a href="#lessons">{STRINGS.lessons}</a>
      </p>
      <div className="page-content">
        {server && <ClassServerCard server={server} />}
        <CollectCard classroom={classroom} />
        {task !== undefined && (
          <>
            <Tools classroom={classroom} results={results}>
              {tasks.length > 1 && (
                <label className={styles.task}>
                  {STRINGS.task}
                  <select
                    className="select"
                    value={task}
                    onChange={({ target }) => setChosen(target.value as TaskName)}
                  >
                    {tasks.map((name) => (
                      <option key={name} value={name}>
                        {taskCards[name].label}
                      </option>
                    ))}
                  </select>
                </label>
              )}
            </Tools>
            <TaskResults key={task} task={task} results={results} classroom={classroom} />
          </>
        )}
      </div>
    </>
  );
}

interface ToolsProps {
  readonly classroom: Classroom;
  readonly results: readonly FoundResult[];
  readonly children: React.ReactNode;
}

function Tools({ classroom, results, children }: ToolsProps) {
  const [asked, setAsked] = useState(false);
  const save = () => {
    const text = results.map(({ code }) => `${code}\n`).join('');
    download('brain-class.txt', new Blob([text], { type: 'text/plain' }));
  };
  const forget = () => {
    setAsked(false);
    void classroom.forget();
  };
  return (
    <div className={styles.buttons}>
      <p className={styles.count}>{STRINGS.count(results.length)}</p>
      {children}
      <button type="button" className="button" onClick={save}>
        {STRINGS.save}
      </button>
      {asked ? (
        <>
          <button type="button" className={`button ${styles.danger}`} onClick={forget}>
            {STRINGS.reallyForget(results.length)}
          </button>
          <button type="button" className="button" onClick={() => setAsked(false)}>
            {STRINGS.keep}
          </button>
        </>
      ) : (
        <button type="button" className="button" onClick={() => setAsked(true)}>
          {STRINGS.forget}
        </button>
      )}
    </div>
  );
}

interface TaskResultsProps {
  readonly task: TaskName;
  readonly results: readonly FoundResult[];
  readonly classroom: Classroom;
}

function TaskResults({ task, results: all, classroom }: TaskResultsProps) {
  const [withNames, setWithNames] = useState(false);
  const results = useMemo(() => all.filter(({ config }) => config.task === task), [all, task]);
  const grouped = useMemo(() => runGroups(results), [results]);
  const orderings = useMemo(() => pooledOrderings(task, grouped), [task, grouped]);
  const questions = useMemo(() => askedQuestions(learnersSaid(results), lessonQuestions), [results]);
  const claims = orderings.map(({ claim, open }) =>
    open === undefined ? claim : { ...claim, measured: `${claim.measured}. ${open}` },
  );
  const csv = () =>
    download('brain-class.csv', new Blob([classCsv(results, withNames)], { type: 'text/csv' }));
  return (
    <>
      <section className={`card ${styles.charts}`} aria-label={taskCards[task].label}>
        <ClassCharts grouped={grouped} results={results} />
      </section>
      <section className={`card ${styles.together}`} aria-labelledby="class-together">
        <h2 className="card-title" id="class-together">
          {STRINGS.together}
        </h2>
        <p className="card-lede">{claims.length > 0 ? STRINGS.togetherNote : STRINGS.nothing}</p>
        {claims.length > 0 && <Claims claims={claims} />}
      </section>
      {questions.length > 0 && (
        <section className="card" aria-labelledby="class-answers">
          <h2 className="card-title" id="class-answers">
            {STRINGS.answers}
          </h2>
          <div className={styles.questions}>
            <AnswerBars questions={questions} />
          </div>
        </section>
      )}
      <section className="card" aria-labelledby="class-table">
        <div className={styles.head}>
          <h2 className="card-title" id="class-table">
            {STRINGS.table}
          </h2>
          <button type="button" className="button" onClick={() => setWithNames(!withNames)}>
            {withNames ? STRINGS.hideNames : STRINGS.showNames}
          </button>
          <button type="button" className="button" onClick={csv}>
            {STRINGS.csv}
          </button>
        </div>
        <ClassTable
          grouped={grouped}
          results={results}
          withNames={withNames}
          onRemove={(code) => void classroom.remove(code)}
        />
      </section>
    </>
  );
}
