export const departments = ['IT', 'Engineering', 'Finance', 'Sales', 'Marketing', 'People'] as const
export type Department = (typeof departments)[number]

export const oktaRoles = [
  'SUPER_ADMIN',
  'ORG_ADMIN',
  'USER_ADMIN',
  'HELP_DESK_ADMIN',
  'GROUP_MEMBERSHIP_ADMIN',
  'READ_ONLY_ADMIN',
  'APP_ADMIN',
] as const
export type OktaRole = (typeof oktaRoles)[number]

export const userStatuses = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const
export type UserStatus = (typeof userStatuses)[number]

export interface Seat {
  department: Department
  title: string
  groups?: readonly string[]
  oktaRoles?: readonly OktaRole[]
  status?: UserStatus
}

/** The first seat of a department leads it; the first of all leads the company's IT and answers to nobody here. */
export const seats: readonly Seat[] = [
  {
    department: 'IT',
    title: 'Head of IT',
    groups: ['it-admins', 'security-admins'],
    oktaRoles: ['SUPER_ADMIN'],
  },
  {
    department: 'IT',
    title: 'Identity Lead',
    groups: ['it-admins', 'security-admins'],
    oktaRoles: ['ORG_ADMIN'],
  },
  { department: 'IT', title: 'Service Desk Lead', groups: ['it-admins'], oktaRoles: ['HELP_DESK_ADMIN'] },
  // Holds the help-desk role through the group `it-helpdesk`.
  { department: 'IT', title: 'Service Desk Engineer', groups: ['it-admins', 'it-helpdesk'] },
  { department: 'IT', title: 'Applications Owner', groups: ['security-admins'], oktaRoles: ['APP_ADMIN'] },
  { department: 'IT', title: 'Security Analyst', groups: ['auditors'], oktaRoles: ['READ_ONLY_ADMIN'] },
  { department: 'IT', title: 'Platform Operator', groups: ['operators'] },
  { department: 'IT', title: 'Systems Technician' },
  { department: 'Engineering', title: 'Head of Engineering' },
  { department: 'Engineering', title: 'Staff Engineer', groups: ['github-users'] },
  { department: 'Engineering', title: 'Backend Engineer', groups: ['github-users'] },
  { department: 'Engineering', title: 'Backend Engineer', groups: ['github-users'] },
  { department: 'Engineering', title: 'Frontend Engineer', groups: ['github-users'] },
  { department: 'Engineering', title: 'Quality Engineer', groups: ['github-users'], status: 'LOCKED_OUT' },
  { department: 'Engineering', title: 'Data Engineer', groups: ['github-users'] },
  { department: 'Engineering', title: 'Engineering Intern', status: 'STAGED' },
  { department: 'Engineering', title: 'Site Reliability Engineer', groups: ['github-users', 'vpn-users'] },
  { department: 'Finance', title: 'Chief Financial Officer' },
  { department: 'Finance', title: 'Controller', groups: ['auditors'] },
  { department: 'Finance', title: 'Accountant' },
  { department: 'Finance', title: 'Accountant' },
  { department: 'Finance', title: 'Payroll Specialist' },
  { department: 'Finance', title: 'Financial Analyst', status: 'PASSWORD_EXPIRED' },
  { department: 'Sales', title: 'Head of Sales' },
  { department: 'Sales', title: 'Account Executive', groups: ['vpn-users'] },
  { department: 'Sales', title: 'Account Executive', groups: ['vpn-users'] },
  { department: 'Sales', title: 'Account Executive', groups: ['vpn-users'], status: 'LOCKED_OUT' },
  { department: 'Sales', title: 'Sales Engineer', groups: ['vpn-users'] },
  { department: 'Sales', title: 'Sales Operations' },
  { department: 'Sales', title: 'Account Manager', status: 'SUSPENDED' },
  { department: 'Marketing', title: 'Head of Marketing' },
  { department: 'Marketing', title: 'Brand Designer' },
  { department: 'Marketing', title: 'Content Editor' },
  { department: 'Marketing', title: 'Events Manager' },
  { department: 'Marketing', title: 'Growth Analyst', status: 'DEPROVISIONED' },
  { department: 'People', title: 'Head of People' },
  { department: 'People', title: 'Recruiter' },
  { department: 'People', title: 'People Partner' },
  { department: 'People', title: 'Office Manager' },
  { department: 'People', title: 'Learning Specialist', status: 'PROVISIONED' },
]

/** Beyond one for each department. `it-helpdesk` carries an Okta admin role. */
export const groups: readonly { name: string; description: string; oktaRoles?: readonly OktaRole[] }[] = [
  { name: 'it-admins', description: 'Administer IT; admins in Dex' },
  { name: 'security-admins', description: 'Answer for privileged accounts' },
  { name: 'auditors', description: 'Read everything, change nothing' },
  { name: 'operators', description: 'Run the platform' },
  { name: 'it-helpdesk', description: 'Service desk on duty', oktaRoles: ['HELP_DESK_ADMIN'] },
  { name: 'vpn-users', description: 'May use the VPN' },
  { name: 'github-users', description: 'Have a seat at GitHub' },
  { name: 'break-glass', description: 'Emergency accounts' },
]

/** Accounts that are nobody's own. The last shares its mailbox with a person: an e-mail address that fits two. */
export const accounts = [
  { login: 'svc-backup', name: ['Service', 'Backup'], kind: 'service' },
  { login: 'svc-ci', name: ['Service', 'CI'], kind: 'service' },
  { login: 'break-glass-1', name: ['Break', 'Glass One'], kind: 'break_glass' },
  { login: 'break-glass-2', name: ['Break', 'Glass Two'], kind: 'break_glass' },
  {
    login: 'svc-reports',
    name: ['Service', 'Reports'],
    kind: 'service',
    mailboxOfTitle: 'Financial Analyst',
  },
] as const
