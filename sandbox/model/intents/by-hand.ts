import { byHand, type Intent } from './define.ts'

/** What no platform action solves: networks, hardware, rooms, other departments. */
export const byHandIntents: readonly Intent[] = [
  byHand('vpn', [/\bvpn\b/i], 'VPN problems are looked at by the network team'),
  byHand(
    'wifi',
    [
      /\b(wi-?fi|wireless|wlan|guest network)\b/i,
      /\b(internet|network)\b[^.!?]{0,30}\b(down|slow|not work\w*|drops?)\b/i,
    ],
    'network problems are looked at by the network team',
  ),
  byHand(
    'printer',
    [/\b(print(er|ers|ing)?|toner|scanner|paper jam)\b/i],
    'printers are looked after on site',
  ),
  byHand(
    'meeting-room',
    [/\b(meeting room|conference room|projector|beamer|webcam|headset|microphone)\b/i],
    'room and audio equipment is looked after on site',
  ),
  byHand(
    'hardware',
    [
      /\b(monitor|keyboard|mouse|docking station|charger|battery|screen|cable|adapter)\b/i,
      /\b(new|order|request|replace\w*)\b[^.!?]{0,30}\b(laptop|notebook|macbook|computer|hardware)\b/i,
    ],
    'hardware is ordered and exchanged on site',
  ),
  byHand(
    'slow-machine',
    [
      /\b(laptop|computer|notebook|macbook|pc)\b[^.!?]{0,40}\b(slow|freez\w+|crash\w*|blue ?screen|won[’']?t (start|boot)|overheat\w*)\b/i,
    ],
    'the machine has to be looked at by a person',
  ),
  byHand(
    'software',
    [
      /\b(install|uninstall|update|upgrade)\b[^.!?]{0,50}\b(software|program|app|excel|office|windows|macos|driver|python|docker)\b/i,
    ],
    'software is installed through the software catalogue',
  ),
  byHand(
    'files',
    [
      /\b(restore|deleted|recover|overwr\w+)\b[^.!?]{0,40}\b(files?|folders?|documents?|spreadsheets?|onedrive|sharepoint|drive)\b/i,
      /\b(shared drive|sharepoint|onedrive|network drive)\b/i,
    ],
    'files are restored by a person',
  ),
  byHand(
    'mobile-contract',
    [/\b(sim card|roaming|tariff|data plan|esim)\b/i],
    'mobile contracts are looked after by purchasing',
  ),
  byHand(
    'door',
    [/\b(badge|key ?card|door|office key|parking)\b/i],
    'doors and badges are looked after by the facilities team',
  ),
  byHand(
    'personnel',
    [/\b(payroll|salary|payslip|holiday allowance|vacation days|invoice|expense\w*)\b/i],
    'this is a matter for finance or the personnel department',
  ),
  byHand(
    'outage',
    [/\b(outage|is down|not reachable|unreachable|error 50\d|500 error|maintenance)\b/i],
    'an outage is looked at by the people who run the service',
  ),
  byHand(
    'certificate',
    [/\b(certificate|ssl|dns|firewall|api key|server)\b/i],
    'infrastructure is changed by the platform team',
  ),
]
