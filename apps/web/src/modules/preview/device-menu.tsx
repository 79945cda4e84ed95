import { Laptop, type LucideIcon, Maximize2, RotateCwSquare, Smartphone, Tablet } from 'lucide-react';
import { IconButton } from '../../components/icon-button.tsx';
import { DropdownMenu } from '../../components/menu.tsx';
import { DEVICES, type DeviceId } from './devices.ts';

const ICONS: Record<DeviceId, LucideIcon> = {
  'phone-small': Smartphone,
  phone: Smartphone,
  tablet: Tablet,
  laptop: Laptop,
};

interface DeviceMenuProps {
  device: DeviceId | null;
  rotated: boolean;
  onChange: (device: DeviceId | null, rotated: boolean) => void;
}

export function DeviceMenu({ device, rotated, onChange }: DeviceMenuProps) {
  return (
    <>
      <DropdownMenu
        items={[
          {
            label: 'As wide as the pane',
            icon: Maximize2,
            checked: device === null,
            onSelect: () => onChange(null, rotated),
          },
          'separator',
          ...DEVICES.map(({ id, name, width, height }) => ({
            label: `${name}, ${width} × ${height}`,
            icon: ICONS[id],
            checked: device === id,
            onSelect: () => onChange(id, rotated),
          })),
        ]}
      >
        <IconButton icon={device ? ICONS[device] : Smartphone} label="Size of the screen" pressed={device !== null} />
      </DropdownMenu>
      {device !== null && (
        <IconButton
          icon={RotateCwSquare}
          label="Turn the device"
          pressed={rotated}
          onClick={() => onChange(device, !rotated)}
        />
      )}
    </>
  );
}
