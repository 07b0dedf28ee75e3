import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import { mockClient } from 'aws-sdk-client-mock';

type Schedule = Partial<CreateScheduleCommandInput | UpdateScheduleCommandInput>;

/** EventBridge Scheduler, as far as we use it: a name is taken until its schedule has fired or was deleted. */
export class ModelScheduler {
  readonly client = new SchedulerClient({});
  readonly schedules = new Map<string, Schedule>();

  constructor() {
    const mock = mockClient(this.client);
    mock.on(CreateScheduleCommand).callsFake(async (input: Schedule) => {
      if (this.schedules.has(input.Name ?? '')) throw new ConflictException({ Message: 'taken', ...says('taken') });
      this.schedules.set(input.Name ?? '', input);
      return { ScheduleArn: `arn:aws:scheduler:eu-west-1:1:schedule/${input.GroupName}/${input.Name}` };
    });
    mock.on(UpdateScheduleCommand).callsFake(async (input: Schedule) => {
      this.#assertThere(input);
      this.schedules.set(input.Name ?? '', input);
      return { ScheduleArn: `arn:aws:scheduler:eu-west-1:1:schedule/${input.GroupName}/${input.Name}` };
    });
    mock.on(DeleteScheduleCommand).callsFake(async (input: Schedule) => {
      this.#assertThere(input);
      this.schedules.delete(input.Name ?? '');
      return {};
    });
  }

  #assertThere({ Name = '' }: Schedule): void {
    if (!this.schedules.has(Name)) throw new ResourceNotFoundException({ Message: 'none', ...says('none') });
  }
}

const says = (message: string): { message: string; $metadata: object } => ({ message, $metadata: {} });
